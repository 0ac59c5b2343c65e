/** What a registered code documents about itself. The reference page of codes is generated from these. */
export interface CodeInfo {
  /** What the code says, one sentence. */
  readonly meaning: string;
  /** What usually leads to it. */
  readonly cause: string;
  /** What to do. */
  readonly remedy: string;
}

/** A table of one area's codes: the part after `area/` to its description. */
export type CodeTable<Names extends string = string> = Readonly<Record<Names, CodeInfo>>;

/** Declares an area's codes and gives back a function from the short name to the full code. */
export function defineCodes<Area extends string, Names extends string>(
  area: Area,
  table: CodeTable<Names>,
): { readonly area: Area; readonly table: CodeTable<Names>; code(name: Names): `${Area}/${Names}` } {
  return { area, table, code: (name) => `${area}/${name}` };
}
