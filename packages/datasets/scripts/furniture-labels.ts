// The classes of the furniture set: keywords in names first, then what a look at every model's picture put right.

/** Class of a model by its name, the first that matches; categories of the catalogue below come before names. */
export const keywords: readonly (readonly [label: string, pattern: RegExp])[] = [
  ["table", /\b(table|desk)\b/],
  ["chair", /chair|stool|bench|\bbank\b|\bseat\b/],
  ["storage", /bookcase|shel(f|ves)|cabinet|cupboard|wardrobe|dresser|chest|locker|safe|stand$|bedside/],
  ["sofa", /sofa|couch/],
  ["bed", /\bbed\b|crib|futon/],
  ["sanitary", /washbasin|bidet|toilets unit|urinal|\bbath\b|bathtub|\bbasin\b|lavatory|vanity|shower stall|potty/],
  ["plant", /plant|tree|cactus|bamboo|bonsai|flower|tulip|lily|yucca|ficus|orchid|palm|\bpine\b|maple|cypress|hedge/],
  ["plant", /acacia|beech|poplar|peach|bush|spathi/],
  ["lamp", /lamp|light|lantern|candle|chandelier/],
  ["door", /door|window/],
  ["vehicle", /motorbike|truck|\bcar\b|boat|train/],
  ["figure", /doll$|teddy|deer|snowman|rocking horse/],
];

/** Class of every model of a category, whatever its name. */
export const categories: Readonly<Record<string, string>> = {
  Characters: "figure",
  "Doors and windows": "door",
  Lights: "lamp",
  Vehicles: "vehicle",
};

/** Keywords were wrong about these. */
export const corrected: Readonly<Record<string, string>> = {
  "Blend Swap CC-0#bedsideTable2": "storage",
  "Blend Swap CC-BY#bedsideTable": "storage",
  "Blend Swap CC-0#winchesterSofa": "sofa",
};

/** Left out, by class the keywords gave: another thing, a doubtful one, a form of another class, or a copy of another model. */
export const dropped: Readonly<Record<string, readonly string[]>> = {
  table: [
    "Blend Swap CC-0#tableFan",
    "Blend Swap CC-BY#tableTennisBat",
    "Kator Legaz#custom-desk",
    "Scopia#changing-table",
    "Scopia#dressing-table",
    "Scopia#rattanTable",
  ],
  // Benches without a back have the form of tables.
  chair: [
    "Blend Swap CC-0#bench",
    "Blend Swap CC-0#pianoBench",
    "Blend Swap CC-BY#abdominalBench",
    "Blend Swap CC-BY#workbench",
    "Kator Legaz#bench",
    "Scopia#ext_chair",
    "Scopia#littlebank",
  ],
  storage: [
    "Blend Swap CC-0#knifeStandSwap",
    "Blend Swap CC-0#sinkCabinet",
    "Scopia#chest-freezer",
    "Scopia#kitchenKnifeStandSet",
  ],
  sofa: ["Scopia#convertible-sofa-BZ-opened"],
  bed: ["Scopia#futon"],
  // Cabinets with a basin on top have the form of storage.
  sanitary: [
    "Blend Swap CC-0#modernVanity",
    "Blend Swap CC-0#potty",
    "Blend Swap CC-0#showerStall",
    "Scopia#basin",
    "Scopia#bathroom_vanity",
    "Scopia#double_vanity",
  ],
  plant: [
    "Blend Swap CC-0#flowerBox",
    "Blend Swap CC-0#plantie",
    "Scopia#hedge",
    "Scopia#hedgeTextured",
    "Scopia#high-hedge",
  ],
  lamp: [
    "Blend Swap CC-0#JapaneseLantern",
    "Blend Swap CC-0#lantern",
    "Blend Swap CC-0#stoneLantern",
    "Blend Swap CC-0#wallLight",
    "Kator Legaz#flashlight",
    "Kator Legaz#fluorescent",
    "Kator Legaz#fluorescent-strip",
    "Kator Legaz#track-lights",
    "Kator Legaz#wall-lamp-artwork",
    "Kator Legaz#wall-spotlight",
    "Scopia#candle",
    "Scopia#ceiling-lamp",
    "Scopia#complements2",
  ],
  door: [
    "Kator Legaz#window-08-02",
    "Kator Legaz#window-blinds",
    "Scopia#doormat",
    "Scopia#elevator",
    "Scopia#elevator-door",
    "Scopia#indoor-bike",
  ],
  vehicle: [
    "Blend Swap CC-0#motorbike",
    "Blend Swap CC-BY#rowboat",
    "Blend Swap CC-BY#toyTrain",
    "Kator Legaz#concept-sedan-01v2",
    "Kator Legaz#concept-sedan-02-sport",
    "Scopia#scooter",
    "Scopia#skateboard",
    "Scopia#stroller",
  ],
  figure: ["Blend Swap CC-0#caballito", "Blend Swap CC-BY#bonecoDeNeve"],
};

/** Class of a model, undefined where it belongs to none. */
export function labelOf(id: string, name: string, category: string): string | undefined {
  if (Object.values(dropped).some((ids) => ids.includes(id))) return undefined;
  const byName = keywords.find(([, pattern]) => pattern.test(name.toLowerCase()))?.[0];
  return corrected[id] ?? categories[category] ?? byName;
}
