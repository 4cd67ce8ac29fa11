/**
 * Zone abbreviations and how many minutes they are ahead of UTC: those of RFC 5322 (section 4.3), and those that mean one offset
 * wherever the time zone database (2025b) uses them today. Names that mean several, such as IST, are not here.
 */
const minutesOf: Readonly<Record<string, number>> = {
  Z: 0,
  UT: 0,
  UTC: 0,
  GMT: 0,
  WET: 0,
  BST: 60,
  CET: 60,
  MET: 60,
  WAT: 60,
  WEST: 60,
  CAT: 120,
  CEST: 120,
  EET: 120,
  MEST: 120,
  SAST: 120,
  EAT: 180,
  EEST: 180,
  IDT: 180,
  MSK: 180,
  PKT: 300,
  WIB: 420,
  AWST: 480,
  HKT: 480,
  WITA: 480,
  JST: 540,
  KST: 540,
  WIT: 540,
  ACST: 570,
  AEST: 600,
  CHST: 600,
  ACDT: 630,
  AEDT: 660,
  NZST: 720,
  NZDT: 780,
  SST: -660,
  HST: -600,
  AKST: -540,
  HDT: -540,
  AKDT: -480,
  PST: -480,
  MST: -420,
  PDT: -420,
  CST: -360,
  MDT: -360,
  CDT: -300,
  EST: -300,
  AST: -240,
  EDT: -240,
  NST: -210,
  ADT: -180,
  NDT: -150,
};

/** Minutes that a zone abbreviation (in any case) is ahead of UTC; undefined for a name that is not known or means several zones. */
export function zoneMinutes(name: string): number | undefined {
  const upper = name.toUpperCase();
  return Object.hasOwn(minutesOf, upper) ? minutesOf[upper] : undefined;
}
