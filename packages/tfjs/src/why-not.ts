import type { BackendName } from "./backend-name.ts";

/** Why a backend cannot be had, and what to do about it: one sentence, without a path or a stack. */
export function whyNot(name: BackendName, error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const missing = text.match(/Cannot find (?:package|module) '(@tensorflow\/[\w-]+)'/)?.[1];
  if (missing !== undefined) return `${missing} is not installed; add it to your project to use it.`;
  const native = `@tensorflow/${name}`;
  if (text.includes("tfjs_binding.node"))
    return `its native binary is missing; let its install script run (\`npm rebuild ${native} --build-addon-from-source\`).`;
  const library = text.match(/(lib[\w.-]+): cannot open shared object/)?.[1];
  if (library !== undefined && /cuda|cudnn|cublas/.test(library))
    return `the library ${library} is missing; install CUDA 11.2 with cuDNN 8.1, which ${native} was built for.`;
  if (library !== undefined)
    return `the library ${library} is missing; put libtensorflow 2.9.1 into deps/lib of ${native}.`;
  if (/isNullOrUndefined|is not a function/.test(text))
    return "it does not run on this version of Node; use Node 22 or older.";
  const [line = ""] = text.split("\n", 1);
  return `it failed with "${line.replace(/(?:[A-Za-z]:)?[\\/][^\s'"]+/g, "(path)").replace(/[.\s]+$/, "")}"; use another backend.`;
}
