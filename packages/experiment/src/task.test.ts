import { describe, expect, it } from "vitest";
import { taskId, taskSlug } from "./task.ts";

describe("taskSlug", () => {
  it("is a file name for any task and layer, readable where they are plain", () => {
    expect(taskSlug({ task: "image/emoji-vgg", layer: "fc1" })).toBe("image~emoji-vgg@fc1");
    for (const task of ["a/../b", "..", "C:\\x", "a b", "naïve/👩‍🚀", "*?<>|\"'", "%7e", ""])
      expect(taskSlug({ task, layer: "/encoder/0/Add:1" })).toMatch(/^[\w.~%-]*@~encoder~0~Add%003a1$/);
  });

  it("differs wherever tasks or layers do", () => {
    const names = [
      "a",
      "a/",
      "a~",
      "a@",
      "a%",
      "a%007e",
      "é",
      "éa",
      "\u0e9a",
      "\u00e9\u0061",
      "",
      "@a",
      "\ud83d",
      "😀",
      "a b",
    ];
    const distinct = [...new Set(names)];
    const slugs = distinct.flatMap((task) => distinct.map((layer) => taskSlug({ task, layer })));
    expect(new Set(slugs).size).toBe(distinct.length ** 2);
  });

  it("is not how people call it", () => expect(taskId({ task: "image/a", layer: "fc1" })).toBe("image/a@fc1"));
});
