/** An error as the AWS SDK throws it: our adapters read only its name and its message. */
export function sdkError(name: string, message = `${name} by the model`): Error {
  return Object.assign(new Error(message), { name });
}
