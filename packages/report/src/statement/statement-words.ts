// What a statement says of itself, on every form of it: how to read it, and its words.

/** What the reader should take from a statement: it claims nothing beyond it. */
export const STATEMENT_LEAD: string =
  "Each line says one number of one run, with its interval and its control. Intervals are 95 % over training seeds and examples together, unless a line says over what. A control is the same number between networks that lack what the line is about, or as near to that as there are any: two networks from labels, students of a teacher that knows nothing (placebo), self-distilled students, whose teacher saw only what the network from scratch saw, or students of the teacher's answers handed to other classes or examples (permuted, shuffled). Of several the one is told that reaches furthest; it is 0 [0, 0] where it is so by definition, and “at most … either way” where which of its two networks is taken from which is arbitrary. What its control shows too is not claimed, nor what no control was made for. p speaks of chance alone, not of the control; it is adjusted (Benjamini and Hochberg) over all numbers of a study, and for knowledge points over all claims of a report; halves of claims, and whole maps and named parts, on which a report gives no verdict, are adjusted together by themselves. A student of a whole teacher is mostly right more often than the networks of its controls: what follows from that alone is not taken off, unless a line says so.";

/** What lines take for granted. */
export const STATEMENT_WORDS: readonly (readonly [word: string, meaning: string])[] = [
  [
    "kept",
    "a unit of the input (cell, point, word) is kept, a knowledge point, where its entropy lies b nats below the mean of the background: it can be changed little before the features change",
  ],
  [
    "entropy gap, rank",
    "how far the entropy of the background, or of a named part, lies above that of the object, in nats: a map that spreads wider has wider gaps, so that a difference is withheld where it turns as shares of the spread; the rank is the share of pairs of an object’s and a background’s unit in which the object’s has less, half by chance, whatever the spread. Neither needs the threshold b",
  ],
  [
    "named parts",
    "pieces of the background with a name of their own; in the embedded data (distractor, clutter-cue, stray, decoy) a cue that agrees with the label where student and network from scratch learn, and never where the teacher learned",
  ],
  [
    "withheld, gate",
    "a number that rests on maps which the instrument cannot read well is withheld: non-linearity (the closed form does not hold), stated-error (too few passes), bounds (too many units at an end of the noise), samples (a seed with few), threshold and spread (the sign hangs on b, or on how widely a map spreads), distance (the ways of measuring the path of the weights disagree)",
  ],
  [
    "halves",
    "distilled − scratch is the sum of distilled − self-distilled, the teacher’s knowledge, and self-distilled − scratch, the loss itself, each over the samples that all three networks define; a placebo has the loss too, so that the control of the loss is two networks from scratch",
  ],
  [
    "scratch, null, self-distilled",
    "scratch is the network trained from labels alone, null a second one with other initial weights (also: an independent student, a second student from labels), self-distilled a student by the same method of a network like itself",
  ],
  [
    "distilled",
    "taught by the teacher: as the settings or the command of a run say, and in knowledge points by the features of the measured layer, for each layer another student, or by logits where the subject says so",
  ],
  [
    "placebo",
    "beside students, one of an untrained teacher; beside targets, the same answers with relations or examples exchanged",
  ],
  [
    "KD, KD-pt, KD-sim, KD-topk",
    "a teacher’s softened answers whole; its weight on the true class alone; relations of classes from its last layer’s weights; its k largest answers",
  ],
  [
    "permuted relations, shuffled within class",
    "KD with the answers to wrong classes exchanged; with the answers to another example of the class",
  ],
  [
    "the other way",
    "of a cause, to the side that goes against what the papers call better; of what came along, to the side that was not looked for (fewer points of a named part, or its entropy higher), where the teacher lies too: the student has followed it there",
  ],
  [
    "Hint, CRD",
    "students taught by features of a layer: as near to the teacher’s as they can be (FitNets), or told apart by example (contrastive)",
  ],
  [
    "H1, H2, H3",
    "the claims of the paper on knowledge points (arXiv 2003.03622): a student keeps more of the object and less of the background (H1), learns them on a short way of its weights and at one time (H2), and loses fewer that it once had (H3). In ids, .teacher and .loss are the halves of a number, maps. numbers of whole maps, parts. those of a named part; gain. is the accuracy that targets bring; what stands before the first dot else is the section of a study",
  ],
  [
    "how often the networks are right",
    "means over networks, told and not tested; each run trains networks of its own and asks them about examples of its own. No line of knowledge points asks who is right more often: gains over students of labels are asked by stillpoint mechanism, and of the students there by stillpoint transfer (answers.accuracy)",
  ],
  ["w(x), p_t", "how much the targets push an example beside what its label does; the probability of the true class"],
];
