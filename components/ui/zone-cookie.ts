/** Holds the zone that was chosen; without it the browser's own is shown. Apart from the clock, so that the server can name it. */
export const chosenZoneCookie = "telltale_zone_chosen";

/** Holds the zone that the browser was in at its last page, for this session: what the server draws until it is told better. */
export const ownZoneCookie = "telltale_zone_own";
