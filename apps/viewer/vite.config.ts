import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin, type UserConfig } from "vite";

function here(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}

// in the order of the cascade
const STYLES: readonly string[] = [
  "theme",
  "base",
  "top",
  "tables",
  "comparisons",
  "charts",
  "browser",
  "facts",
  "narrow",
  "print",
];

/** Replaces the bundle by a module that exports the whole page, script and styles inline, as one string. */
function onePage(): Plugin {
  return {
    name: "one-page",
    generateBundle(_options, bundle) {
      const code = Object.values(bundle)
        .map((file) => (file.type === "chunk" ? file.code : ""))
        .join("");
      const styles = STYLES.map((name) => readFileSync(here(`./page/styles/${name}.css`), "utf8")).join("");
      const parts: Readonly<Record<string, string>> = {
        "/* styles */": styles,
        // a script element ends at the first closing tag, even inside a string
        "/* script */": code.replaceAll("</script", "<\\/script"),
      };
      const html = readFileSync(here("./page/page.html"), "utf8").replace(
        /\/\* (styles|script) \*\//g,
        (name) => parts[name] ?? name,
      );
      for (const name of Object.keys(bundle)) delete bundle[name];
      this.emitFile({
        type: "asset",
        fileName: "page.js",
        source: `export const viewerHtml = ${JSON.stringify(html)};\n`,
      });
    },
  };
}

const config: UserConfig = defineConfig({
  build: {
    target: "es2022",
    lib: { entry: here("./page/main.ts"), formats: ["iife"], name: "stillpoint", fileName: () => "script.js" },
    modulePreload: false,
  },
  plugins: [onePage()],
});

export default config;
