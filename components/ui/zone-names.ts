/** Names that browsers still list for zones that have another name in the time zone database of today (2025b). */
const namesOfToday: Readonly<Record<string, string>> = {
  "Africa/Asmera": "Africa/Asmara",
  "America/Buenos_Aires": "America/Argentina/Buenos_Aires",
  "America/Catamarca": "America/Argentina/Catamarca",
  "America/Coral_Harbour": "America/Atikokan",
  "America/Cordoba": "America/Argentina/Cordoba",
  "America/Godthab": "America/Nuuk",
  "America/Indianapolis": "America/Indiana/Indianapolis",
  "America/Jujuy": "America/Argentina/Jujuy",
  "America/Louisville": "America/Kentucky/Louisville",
  "America/Mendoza": "America/Argentina/Mendoza",
  "Asia/Calcutta": "Asia/Kolkata",
  "Asia/Katmandu": "Asia/Kathmandu",
  "Asia/Rangoon": "Asia/Yangon",
  "Asia/Saigon": "Asia/Ho_Chi_Minh",
  "Atlantic/Faeroe": "Atlantic/Faroe",
  "Europe/Kiev": "Europe/Kyiv",
  "Pacific/Enderbury": "Pacific/Kanton",
  "Pacific/Ponape": "Pacific/Pohnpei",
  "Pacific/Truk": "Pacific/Chuuk",
};

/** The name that a zone has today; other names are returned as they are. */
export function zoneOfToday(name: string): string {
  return namesOfToday[name] ?? name;
}

/** The zone of this browser, or of this process, by its name of today. */
export function ownZone(): string {
  return zoneOfToday(Intl.DateTimeFormat().resolvedOptions().timeZone);
}

/** Every zone by its name of today in alphabetical order, behind `first` and UTC. */
export function allZones(first: string): string[] {
  const names = Intl.supportedValuesOf("timeZone").map(zoneOfToday).sort();
  return [...new Set([zoneOfToday(first), "UTC", ...names])];
}

/** As it is shown: without underscores. */
export function zoneLabel(name: string): string {
  return name.replaceAll("_", " ");
}
