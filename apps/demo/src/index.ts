export * from "./demo-site.ts";
export * from "./offline/content-type.ts";
export * from "./offline/site-headers.ts";
export * from "./offline/site-manifest.ts";
