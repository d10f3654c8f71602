/** The attribute by which a certificate's resource gives its ARN in one region: the stack reads what `declare` answers. Pure. */

/** `us-east-1` is `ArnUsEast1`: CloudFormation takes letters and digits only. */
export function arnAttribute(region: string): `Arn${string}` {
  const parts = region.split('-').map((part) => part.charAt(0).toUpperCase() + part.slice(1));
  return `Arn${parts.join('')}`;
}
