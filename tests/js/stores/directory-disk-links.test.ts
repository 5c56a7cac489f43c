import { DiskDirectory } from "../../../js/stores/disk-directory.js";
import { linkCases } from "./directory-links.js";
import { cleanUp } from "./directory-support.js";

cleanUp();

linkCases((root, options) => DiskDirectory.open(root, options));
