// What may be told of a verdict: silence where the instrument cannot tell.

import type { Gate, Hypothesis, Verdict } from "../task-result.ts";

/**
 * The verdict behind its gates: `supported` and `contradicted` are withheld by any gate, the others stay. A gate never
 * makes a verdict. Whoever sets verdicts calls this last.
 */
export function gated(verdict: Verdict, gates: readonly Gate[] = []): Verdict {
  const claims = verdict === "supported" || verdict === "contradicted";
  return claims && gates.length > 0 ? "withheld" : verdict;
}

/**
 * The hypothesis with its verdicts behind its `gates`, `reason` being that of the verdict; difference and interval stay,
 * and `unadjusted` keeps what they say. A verdict that changed since may be put in and gated again.
 */
export function gatedHypothesis({ reason, ...own }: Hypothesis): Hypothesis {
  const verdict = gated(own.verdict, own.gates);
  const why =
    verdict === "withheld"
      ? (own.gates ?? []).map((gate) => gate.reason).join("; ")
      : verdict === "no-verdict"
        ? reason
        : undefined;
  return {
    ...own,
    ...(verdict === own.verdict ? {} : { unadjusted: own.unadjusted ?? own.verdict }),
    verdict,
    ...(why === undefined ? {} : { reason: why }),
    ...(own.overSeeds === undefined
      ? {}
      : { overSeeds: { ...own.overSeeds, verdict: gated(own.overSeeds.verdict, own.gates) } }),
  };
}
