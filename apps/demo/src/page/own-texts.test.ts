import { expect, it } from "vitest";
import { questionFile } from "./own-texts.ts";

it("places an answer as SQuAD does, in code points", async () => {
  const { content } = questionFile("Who?", "😀 Ada wrote.", "Ada");
  const squad = JSON.parse(await content.text());
  expect(squad.data[0].paragraphs[0].qas[0].answers).toEqual([{ text: "Ada", answer_start: 2 }]);
});

it("says that a question without its answer in the context has none", async () => {
  const { content } = questionFile("Who?", "Nobody.", "Ada");
  expect(JSON.parse(await content.text()).data[0].paragraphs[0].qas[0]).toMatchObject({
    answers: [],
    is_impossible: true,
  });
});
