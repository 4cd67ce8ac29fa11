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

/** What each role may do. Admin is the one role there is today; its name is the one of Panther's default role. */
export const permissionsByRole: Record<string, readonly Permission[]> = { Admin: allPermissions };

export const passwordMinLength = 12;
