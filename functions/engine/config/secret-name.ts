/** What can be the name of the token's secret: the rules of Secrets Manager, for the configuration and the command. Pure. */

export const SECRET_NAME =
  'the name of a secret: letters, digits and any of /_+=.@-, 512 characters at most, not with a hyphen and six characters at its end';

export function isSecretName(text: string): boolean {
  // Such an end looks like the one that Secrets Manager gives each ARN, and it then finds the wrong secret or none.
  return /^[A-Za-z0-9/_+=.@-]{1,512}$/.test(text) && !/-[A-Za-z0-9]{6}$/.test(text);
}
