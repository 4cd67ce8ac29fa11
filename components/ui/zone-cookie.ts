/** The cookie that holds the one time zone setting. Apart from the clock, so that the server can name it. */
export const zoneCookie = "telltale_zone";
