/** A refusal as ACM sends it: a name that the SDK makes an exception of, and words. */
export class AcmRefusal extends Error {
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}
