/** The permissions of the REST API, with the words of the console. */
export const permissionLabels = {
  AlertRead: "View alerts",
  AlertModify: "Manage alerts",
  LogSourceRead: "View log sources",
  LogSourceModify: "Manage log sources",
  LogSourceRawDataRead: "View log source raw data",
  DestinationRead: "View destinations",
  DestinationModify: "Manage destinations",
  DataAnalyticsRead: "Query the data lake",
  UserRead: "View users",
  UserModify: "Manage users",
  OrganizationAPITokenRead: "View API tokens",
  OrganizationAPITokenModify: "Manage API tokens",
} as const;

export type Permission = keyof typeof permissionLabels;

export const allPermissions = Object.keys(permissionLabels) as Permission[];

export function isPermission(name: string): name is Permission {
  return Object.hasOwn(permissionLabels, name);
}

/** Why something is not offered, for whoever lacks the permission. */
export function lacks(permission: Permission): string {
  return `Your role lacks the permission "${permissionLabels[permission]}".`;
}

/** What each role may do, under the names of Panther's default roles. A role that is not here may do nothing. */
export const permissionsByRole: Record<string, readonly Permission[]> = {
  Admin: allPermissions,
  AnalystReadOnly: ["AlertRead", "LogSourceRead", "DestinationRead", "DataAnalyticsRead"],
};

export const passwordMinLength = 12;
