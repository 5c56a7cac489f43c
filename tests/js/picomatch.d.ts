declare module "picomatch" {
  export default function picomatch(glob: string, options?: { readonly dot?: boolean }): (path: string) => boolean;
}
