// Which fields of a profile become sentences, and what is asked of them.

/** One thing that a field answers: `text.slice(start, end)`, in UTF-16 code units. */
export interface FieldAnswer {
  /** What is asked for, such as `capital`; a key of `phrasings`. */
  readonly kind: string;
  readonly start: number;
  readonly end: number;
}

export interface Field {
  /** The factbook's own name of the field, such as `Highest point`. */
  readonly label: string;
  /** `label: value`, the value as the factbook has it. */
  readonly text: string;
  /** Offsets into `text`. */
  readonly answers: readonly FieldAnswer[];
}

export interface FieldRule {
  readonly path: readonly string[];
  /** The field of a profile's text; undefined where it is absent, too long, or answers nothing. */
  read(text: string | undefined): Field | undefined;
}

/** Longest value, in characters, that becomes a field: contexts must stay short. */
const LONGEST = 72;

/**
 * A field under `path`. `asked` names what is asked for with a pattern of the value whose first group is the answer;
 * `items` keeps that many items of a list.
 */
function rule(path: string, label: string, asked: Readonly<Record<string, RegExp>>, items?: number): FieldRule {
  const read = (text: string | undefined): Field | undefined => {
    const value = text === undefined ? "" : clauseOf(text, items);
    if (value.length === 0 || value.length > LONGEST) return undefined;
    const before = label.length + 2;
    const answers = Object.entries(asked).flatMap(([kind, pattern]): FieldAnswer[] => {
      const found = pattern.exec(value)?.indices?.[1];
      return found === undefined ? [] : [{ kind, start: before + found[0], end: before + found[1] }];
    });
    return answers.length === 0 ? undefined : { label, text: `${label}: ${value}`, answers };
  };
  return { path: path.split("/"), read };
}

/** The text up to its first separator outside brackets, or its first `items` items. */
function clauseOf(text: string, items = Number.POSITIVE_INFINITY): string {
  const clean = text.replace(/\s+/g, " ").trim();
  let depth = 0;
  let commas = 0;
  for (let k = 0; k < clean.length; k++) {
    const letter = clean[k];
    if (letter === "(") depth++;
    if (letter === ")") depth--;
    if (depth > 0) continue;
    if (letter === "," && !/\d/.test(clean[k + 1] ?? "")) commas++;
    if (letter === ";" || clean.startsWith(" ++", k) || clean.startsWith(": note", k) || commas === items)
      return clean.slice(0, k).trim();
  }
  return clean.replace(/\.$/, "");
}

const NUMBER = /^(-?\d[\d,.]*)/d;
const NAME = /^([^\d(,:%]*[^\d(,:%\s])/d;
const FIRST_OF_SHARES = /^([^\d(,%]*[^\d(,%\s]) [\d(]/d;
const DATE = /(\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November|December))/d;

/** In the order of a profile. */
export const fieldRules: readonly FieldRule[] = [
  rule("Geography/Location", "Location", { region: NAME }, 2),
  rule("Geography/Area/total", "Area", { area: /^([\d,.]+ (?:million )?sq km)/d }),
  rule("Geography/Coastline", "Coastline", { coastline: /^([\d,.]+ km)/d }),
  rule("Geography/Elevation extremes/lowest point", "Lowest point", {
    lowestPoint: /^([^\d(,]*[^\d(,\s-]) -?[\d,.]+ m\b/d,
  }),
  rule("Geography/Elevation extremes/highest point", "Highest point", {
    highestPoint: /^([^\d(,]*[^\d(,\s-]) -?[\d,.]+ m\b/d,
    height: /(-?[\d,.]+ m)\b/d,
  }),
  rule("People and Society/Nationality/adjective", "Nationality", { nationality: NAME }),
  rule("People and Society/Ethnic groups", "Ethnic groups", { ethnicGroup: FIRST_OF_SHARES }, 3),
  rule("People and Society/Languages", "Languages", { language: /^([^\d(,%]*[^\d(,%\s]) \(official/d }, 4),
  rule("People and Society/Religions", "Religions", { religion: FIRST_OF_SHARES }, 3),
  rule("People and Society/Population", "Population", { population: /^(\d[\d,]*)/d }),
  rule("People and Society/Median age/total", "Median age", { medianAge: /^([\d.]+ years)/d }),
  rule("People and Society/Birth rate", "Birth rate", { birthRate: NUMBER }),
  rule("People and Society/Death rate", "Death rate", { deathRate: NUMBER }),
  rule("People and Society/Life expectancy at birth/total population", "Life expectancy", {
    lifeExpectancy: /^([\d.]+ years)/d,
  }),
  rule("Government/Government type", "Government type", { government: NAME }),
  rule("Government/Capital/name", "Capital", { capital: NAME }),
  rule("Government/Independence", "Independence", {
    independence: /^(\d{1,2} [A-Z][a-z]+ \d{4})/d,
    ruler: /\(from (?:the )?([^()]+)\)/d,
  }),
  rule("Government/National holiday", "National holiday", { holiday: NAME, holidayDate: DATE }),
  rule("Government/National symbol(s)", "National symbol", { symbol: NAME }, 2),
  rule("Economy/Exports - partners", "Export partners", { exportPartner: FIRST_OF_SHARES }, 3),
  rule("Transportation/Airports", "Airports", { airports: NUMBER }),
  rule("Transportation/Roadways/total", "Roadways", { roadways: /^([\d,.]+ km)/d }),
];

/** Kinds whose answer is the beginning of its field: what small networks learn in a few hundred steps. */
export const plainKinds: readonly string[] = [
  "region",
  "area",
  "coastline",
  "lowestPoint",
  "highestPoint",
  "nationality",
  "population",
  "government",
  "capital",
  "independence",
  "holiday",
  "exportPartner",
];

/** Ways to ask for each kind; `{country}` is replaced. */
export const phrasings: Readonly<Record<string, readonly string[]>> = {
  region: ["Where is {country}?", "What is the location of {country}?", "In which part of the world does it lie?"],
  area: ["What is the area of {country}?", "How large is {country}?", "How big is the country?"],
  coastline: ["How long is the coastline of {country}?", "What is the length of its coastline?"],
  lowestPoint: ["What is the lowest point of {country}?", "Where is the lowest point?"],
  highestPoint: ["What is the highest point of {country}?", "Where is the highest point?"],
  height: ["How high is the highest point of {country}?", "What is the height of the highest point?"],
  nationality: ["What is the nationality of people from {country}?", "What are its people called?"],
  ethnicGroup: ["What is the largest ethnic group in {country}?", "Which of the ethnic groups is the largest?"],
  language: ["What is the official language of {country}?", "Which of the languages is official?"],
  religion: ["What is the largest religion in {country}?", "Which of the religions has the most followers?"],
  population: ["What is the population of {country}?", "How many people live in {country}?"],
  medianAge: ["What is the median age in {country}?", "What is the median age of its people?"],
  birthRate: ["What is the birth rate of {country}?", "How many births are there per 1,000 people?"],
  deathRate: ["What is the death rate of {country}?", "How many deaths are there per 1,000 people?"],
  lifeExpectancy: ["What is the life expectancy in {country}?", "How long can people expect to live?"],
  government: ["What type of government does {country} have?", "What is the government type?"],
  capital: ["What is the capital of {country}?", "Which city is the capital?"],
  independence: ["When did {country} become independent?", "What is the date of independence?"],
  ruler: ["From whom did {country} gain independence?", "Independence was gained from which country?"],
  holiday: ["What is the national holiday of {country}?", "Which national holiday is celebrated?"],
  holidayDate: ["When is the national holiday of {country}?", "On which day is the national holiday?"],
  symbol: ["What is the national symbol of {country}?", "Which national symbol does it have?"],
  exportPartner: ["Which country is the largest export partner of {country}?", "Who is the main export partner?"],
  airports: ["How many airports does {country} have?", "What is the number of airports?"],
  roadways: ["How long are the roadways of {country}?", "What is the length of all roadways?"],
};

/** Words put behind a field's label. They answer nothing and stand in no field. */
export const decoyWords: readonly string[] = ["annex", "remark", "footnote", "appendix"];
