/** Resolves `./name.js` to `./name.ts` where only the TypeScript source exists, as tsc does. */
module.exports = (path, options) => {
  try {
    return options.defaultResolver(path, options);
  } catch (error) {
    if (!/^\.{1,2}\/.*\.js$/.test(path)) throw error;
    return options.defaultResolver(path.replace(/\.js$/, ".ts"), options);
  }
};
