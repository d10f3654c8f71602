/**
 * What the clients of the SDK say of their operations and errors (`schemas_0.js`), written so that esbuild leaves out what a
 * bundle never uses: without this it keeps all 480 schemas of S3, and a class for each error of each service.
 */

/**
 * The traits of a member are written as `{ [_hE]: 404 }`, where `_hE` is a constant of the same file. esbuild takes a computed key
 * for code that may do something, and keeps the schema with all that it names. With plain keys it is mere data.
 */
export function withPlainKeys(source: string): string {
  const constants = new Map([...source.matchAll(CONSTANT)].map(([, name, text]) => [name, text]));
  return source.replace(COMPUTED_KEY, (all, name: string) => {
    const text = constants.get(name);
    return text === undefined ? all : `${text}:`;
  });
}

const CONSTANT = /^const (_\w+) = ("[^"\\]*");$/gm;
const COMPUTED_KEY = /\[(_\w+)\]:/g;

/**
 * An error that is not registered is thrown as the service's general one, with the same name, message, fields and status.
 * Ours are told apart by their names (`functions/aws/aws-error.ts`), never by their classes.
 */
export function withoutErrors(source: string): string {
  return source.replace(REGISTRATION, '');
}

/** The general error is in another registry. What stays is tried again because its class says so; of others the name or the status does. */
const REGISTRATION = /^n\d+_registry\.registerError\((?!ReplicatedWriteConflictException)\w+\$, \w+\);$/gm;
