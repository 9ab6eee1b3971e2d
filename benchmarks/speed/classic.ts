/** Networks that everybody knows, timed at full width. */
export const CLASSICS = ["alexnet", "vgg16", "resnet18"] as const;
export type Classic = (typeof CLASSICS)[number];
