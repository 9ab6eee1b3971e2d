// A package registry on the loopback address that holds packed tarballs and nothing else, so that they are installed as
// a user will: by name and version, with what their own package.json says.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { basename } from "node:path";
import type { Manifest } from "./packages.ts";

/** A running registry. */
export interface Registry {
  readonly url: string;
  close(): void;
}

/** The package.json inside a tarball. */
export function packedManifest(tarball: string): Manifest {
  const { status, stdout, stderr } = spawnSync("tar", ["-xzOf", tarball, "package/package.json"], { encoding: "utf8" });
  if (status !== 0) throw new Error(`${tarball}: expected a packed package; got ${stderr}`);
  return JSON.parse(stdout);
}

/** Every file inside a tarball, by its path in the package. */
export function packedFiles(tarball: string): string[] {
  const { status, stdout, stderr } = spawnSync("tar", ["-tzf", tarball], { encoding: "utf8" });
  if (status !== 0) throw new Error(`${tarball}: expected a packed package; got ${stderr}`);
  return stdout.split("\n").flatMap((line) => (line === "" ? [] : [line.replace(/^package\//, "")]));
}

/** What a registry says about a package of which it holds one version. */
export function packument(manifest: Manifest, tarball: string, bytes: Uint8Array): object {
  const { name, version } = manifest;
  const integrity = `sha512-${createHash("sha512").update(bytes).digest("base64")}`;
  const dist = { tarball, integrity, shasum: createHash("sha1").update(bytes).digest("hex") };
  return {
    name,
    "dist-tags": { latest: version },
    versions: { [version]: { ...manifest, _id: `${name}@${version}`, dist } },
  };
}

/** Serves tarballs until it is closed; it knows no other package. */
export async function serveTarballs(tarballs: readonly string[]): Promise<Registry> {
  const held = new Map(tarballs.map((path) => [packedManifest(path).name, path]));
  const server = createServer(({ url: path = "/" }, response) => {
    const name = decodeURIComponent(path.slice(1).split("?")[0] ?? "");
    const file = tarballs.find((tarball) => basename(tarball) === name);
    if (file !== undefined) return void response.end(readFileSync(file));
    const tarball = held.get(name);
    if (tarball === undefined) return void response.writeHead(404, { "content-type": "application/json" }).end("{}");
    const body = packument(packedManifest(tarball), `${url}${basename(tarball)}`, readFileSync(tarball));
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("registry: expected a port; got none");
  const url = `http://127.0.0.1:${address.port}/`;
  return { url, close: () => void server.close() };
}
