// Sub-words of one pre-token, each with the stretch of the original it came from.

import { StillpointError } from "@stillpoint/core";
import type { Token } from "@stillpoint/text";
import { type AlignedText, coverOf } from "./aligned-text.ts";
import { utf8 } from "./byte-alphabet.ts";
import type { TokenModel } from "./stages.ts";

/** A token before it is known which text it belongs to. */
export type PlacedToken = Omit<Token, "source">;

/** A sub-word between `from` and `to` of its pre-token. */
interface SubWord {
  readonly text: string;
  readonly from: number;
  readonly to: number;
  readonly unknown: boolean;
}

/**
 * Sub-words of a pre-token in order. An unknown one covers what it stands for: the whole pre-token where the model
 * gives up on it (WordPiece), else one character; neighbouring ones are fused where the model fuses them.
 */
export function subWordsOf(preToken: AlignedText, model: TokenModel): PlacedToken[] {
  const subWords = fuseUnknown(locate(preToken.text, model), model);
  return subWords.map(({ text, from, to, unknown }) => ({
    id: idOf(text, unknown, model),
    text,
    ...coverOf(preToken, from, to),
  }));
}

/** Any number in the place of a missing one would look up some row of the network's table. */
function idOf(text: string, unknown: boolean, model: TokenModel): number {
  const id = model.tokens_to_ids.get(text) ?? (unknown ? model.unk_token_id : undefined);
  if (id !== undefined) return id;
  throw new StillpointError(
    "INPUT",
    `tokenizer: expected a number for "${String(text).slice(0, 40)}"; got none, nor one for unknown words; name its unknown token in tokenizer.json or tokenizer_config.json`,
  );
}

const BYTE = /^<0x([0-9A-F]{2})>$/;

function locate(text: string, model: TokenModel): SubWord[] {
  const tokens = model.encode([text]);
  const found: SubWord[] = [];
  let reached = 0;
  // Bytes of the character in hand that are still to come.
  let bytesLeft = 0;
  let character = 0;
  for (const [k, token] of tokens.entries()) {
    const surface = surfaceOf(token, k, tokens.length, model);
    if (BYTE.test(token) && !text.startsWith(surface, reached)) {
      if (bytesLeft === 0) {
        character = reached;
        reached += widthAt(text, reached);
        bytesLeft = utf8(text.slice(character, reached)).length;
      }
      bytesLeft--;
      found.push({ text: token, from: character, to: reached, unknown: false });
      continue;
    }
    if (token === model.unk_token && !text.startsWith(surface, reached)) {
      const to = tokens.length === 1 ? text.length : reached + widthAt(text, reached);
      found.push({ text: token, from: reached, to, unknown: true });
      reached = to;
      continue;
    }
    // A model without an unknown token leaves characters out.
    const from = Math.max(reached, text.indexOf(surface, reached));
    reached = Math.min(text.length, from + surface.length);
    found.push({ text: token, from, to: reached, unknown: !model.tokens_to_ids.has(token) });
  }
  return found;
}

const widthAt = (text: string, place: number): number => ((text.codePointAt(place) ?? 0) > 0xffff ? 2 : 1);

/** What a token stands for: itself without the marks of inner and last sub-words. */
function surfaceOf(token: string, index: number, count: number, model: TokenModel): string {
  const prefix = model.config?.continuing_subword_prefix ?? "";
  const inner = model.config?.continuing_subword_suffix ?? "";
  const suffix = model.end_of_word_suffix ?? "";
  let surface = token;
  if (index > 0 && prefix !== "" && surface.startsWith(prefix)) surface = surface.slice(prefix.length);
  if (index < count - 1 && inner !== "" && surface.endsWith(inner)) surface = surface.slice(0, -inner.length);
  if (suffix !== "" && surface.endsWith(suffix)) surface = surface.slice(0, -suffix.length);
  return surface;
}

function fuseUnknown(subWords: readonly SubWord[], model: TokenModel): SubWord[] {
  if (!model.fuse_unk) return [...subWords];
  const fused: SubWord[] = [];
  for (const next of subWords) {
    const last = fused.at(-1);
    if (last?.unknown && next.unknown) {
      const text = last.text === model.unk_token ? last.text : last.text + next.text;
      fused[fused.length - 1] = { text, from: last.from, to: next.to, unknown: true };
    } else fused.push(next);
  }
  return fused;
}
