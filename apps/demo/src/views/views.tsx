// All views, in the order of the story.

import type { JSX } from "preact";
import type { Address } from "../page/address.ts";
import { Clouds } from "./clouds.tsx";
import { Images } from "./images.tsx";
import { Own } from "./own.tsx";
import { Questions } from "./questions.tsx";
import { Runs } from "./runs.tsx";
import { Sentences } from "./sentences.tsx";
import { Start } from "./start.tsx";

export interface View {
  /** As in the address. */
  readonly view: string;
  readonly name: string;
  draw(address: Address): JSX.Element;
}

export const VIEWS: readonly [View, ...View[]] = [
  { view: "", name: "Start", draw: () => <Start /> },
  { view: "images", name: "Pictures", draw: (address) => <Images key="images" address={address} /> },
  { view: "clouds", name: "Point clouds", draw: (address) => <Clouds key="clouds" address={address} /> },
  { view: "sentences", name: "Sentences", draw: (address) => <Sentences key="sentences" address={address} /> },
  { view: "questions", name: "Questions", draw: (address) => <Questions key="questions" address={address} /> },
  { view: "own", name: "Your networks", draw: (address) => <Own key="own" address={address} /> },
  { view: "runs", name: "Finished runs", draw: (address) => <Runs key="runs" address={address} /> },
];
