import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin, type UserConfig, type UserConfigFnObject } from "vite";
import { notices } from "./scripts/notices.ts";
import { escapeHtml } from "./src/escape.ts";

function here(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}

// in the order of the cascade
const STYLES: readonly string[] = [
  "theme",
  "base",
  "top",
  "tables",
  "cross",
  "comparisons",
  "charts",
  "browser",
  "layouts",
  "facts",
  "beside",
  "narrow",
  "print",
];

/** Replaces the bundle by a module that exports the whole page, script, styles and notices inline, as one string. */
function onePage(fileName: string, constant: string, shell = "page", more: readonly string[] = []): Plugin {
  return {
    name: "one-page",
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).flatMap((file) => (file.type === "chunk" ? [file] : []));
      const code = chunks.map((chunk) => chunk.code).join("");
      const styles = STYLES.flatMap((name) => (name === "print" ? [...more, name] : name))
        .map((name) => readFileSync(here(`./page/styles/${name}.css`), "utf8"))
        .join("");
      const parts: Readonly<Record<string, string>> = {
        "/* styles */": styles,
        // a script element ends at the first closing tag, even inside a string
        "/* script */": code.replaceAll("</script", "<\\/script"),
        "/* notices */": escapeHtml(notices(chunks.flatMap(({ modules }) => Object.keys(modules)))),
      };
      const html = readFileSync(here(`./page/${shell}.html`), "utf8").replace(
        /\/\* (styles|script|notices) \*\//g,
        (name) => parts[name] ?? name,
      );
      for (const name of Object.keys(bundle)) delete bundle[name];
      this.emitFile({
        type: "asset",
        fileName,
        source: `export const ${constant} = ${JSON.stringify(html)};\n`,
      });
    },
  };
}

function pageBuild(entry: string, plugin: Plugin, emptyOutDir: boolean): UserConfig {
  return {
    build: {
      target: "es2022",
      lib: { entry: here(entry), formats: ["iife"], name: "stillpoint", fileName: () => "script.js" },
      modulePreload: false,
      emptyOutDir,
    },
    // from source, so that the page holds the colour scale and not the engine
    resolve: { alias: { "@stillpoint/core": here("../../packages/core/src/index.ts") } },
    plugins: [plugin],
  };
}

// three.js outweighs the rest of the page, so only reports with point clouds carry it
const config: UserConfigFnObject = defineConfig(({ mode }) =>
  mode === "points"
    ? pageBuild("./page/main-points.ts", onePage("points-page.js", "pointsViewerHtml"), false)
    : mode === "study"
      ? pageBuild("./page/main-study.ts", onePage("study-page.js", "studyPageHtml", "study", ["study"]), false)
      : pageBuild("./page/main.ts", onePage("page.js", "viewerHtml"), false),
);

export default config;
