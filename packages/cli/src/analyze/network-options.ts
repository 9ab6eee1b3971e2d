// The networks of `analyze` as flags: what each role isolates, in a clause.

import type { Command } from "commander";

const ROLES: readonly (readonly [flags: string, meaning: string])[] = [
  [
    "--distilled <place...>",
    "the distilled network: a folder or quoted glob of checkpoints, one file per step; several, or a glob with seed*, are one per seed",
  ],
  ["--scratch <place...>", "the network trained from scratch, one per seed as for distilled"],
  [
    "--self-distilled <place...>",
    "a student by the same method of a second network from scratch, one per seed: distilled minus it is the teacher's knowledge, it minus scratch the loss itself",
  ],
  [
    "--placebo <place...>",
    "a student by the same method of an untrained teacher, one per seed: what being taught anything at all does",
  ],
  [
    "--null <place...>",
    "a second network from scratch with other initial weights, one per seed: what chance does, the null line",
  ],
  [
    "--null-order <place...>",
    "scratch's initial weights trained on batches in another order, one per seed: what the order alone does",
  ],
  [
    "--more-data <place...>",
    "scratch's initial weights trained on labels of the teacher's data, one per seed: what the data alone do",
  ],
  [
    "--control <folder...>",
    "a pair trained without the effect you look for: a folder with distilled and scratch in it, one per seed",
  ],
];

/** The command with a flag for every role of a student. */
export function withNetworks(command: Command): Command {
  for (const [flags, meaning] of ROLES) command.option(flags, meaning);
  return command;
}
