export { folderFiles, type SaidFolder } from "./folder-files.ts";
export { type NetworkFile, networkFile } from "./network-file.ts";
export { type NetworkFolderOptions, networkFolder } from "./network-folder.ts";
export { packageFiles } from "./package-files.ts";
export { pictureFolder } from "./picture-folder.ts";
export { readTextFile } from "./text-file.ts";
export { longestFor, tokenizerFor } from "./tokenizer-files.ts";
