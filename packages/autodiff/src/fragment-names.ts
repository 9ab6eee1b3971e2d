// What the tensors a fragment adds to a network's own are called.

/** Batch b, features m, scalars as in `from`. */
export interface FragmentNames {
  /** out `[b, m]` */
  readonly features: string;
  /** in, the copies of `from` with the batch first; `from`'s own name where it has the batch first itself */
  readonly perturbed: string;
  /** in `[1, m]` */
  readonly target: string;
  /** in `[b, m]` */
  readonly cotangent: string;
  /** out `[b]`, summed over features */
  readonly change: string;
  /** out, one sample's shape of `from` behind b copies */
  readonly gradient: string;
}

/** The names under a prefix that no tensor of the network has. */
export function fragmentNames(prefix: string): FragmentNames {
  return {
    perturbed: `${prefix}perturbed`,
    features: `${prefix}features`,
    target: `${prefix}target`,
    cotangent: `${prefix}cotangent`,
    change: `${prefix}change`,
    gradient: `${prefix}gradient`,
  };
}

/** The names where no tensor of the network begins with `stillpoint/`; `Fragment.names` always holds the right ones. */
export const FragmentTensor: FragmentNames = fragmentNames("stillpoint/");
