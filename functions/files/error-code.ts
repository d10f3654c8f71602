/** The code of an error of the file system, such as `ENOENT`; an empty text for anything else. */
export function errorCode(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
}
