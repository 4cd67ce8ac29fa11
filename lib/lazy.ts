/**
 * Stands for an object that is made when it is first used, so that importing a module reads no setting and opens no connection.
 * @param find gives the object; asked at each use, so it must keep what it made.
 */
export function lazy<T extends object>(find: () => T): T {
  return new Proxy({} as T, {
    get(_target, key) {
      const found = find();
      const value: unknown = Reflect.get(found, key, found);
      // A method works on the object itself, private fields included.
      return typeof value === "function" ? value.bind(found) : value;
    },
    set: (_target, key, value) => Reflect.set(find(), key, value),
    has: (_target, key) => Reflect.has(find(), key),
    getPrototypeOf: () => Reflect.getPrototypeOf(find()),
  });
}
