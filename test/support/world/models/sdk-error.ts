/** An error as the AWS SDK throws it: our adapters look at nothing but its name and its words. */
export function sdkError(name: string, message = `${name} by the model`): Error {
  return Object.assign(new Error(message), { name });
}
