/** ARNs of certificates in ACM that a certificate is to take over: their form, and which of them go together. Pure. */

export const CERTIFICATE_ARN =
  'the ARN of a certificate in ACM, such as arn:aws:acm:eu-central-1:111122223333:certificate/…';

const FORM = /^arn:aws[a-z-]*:acm:([a-z0-9-]+):(\d{12}):certificate\/[\w-]{1,64}$/;

export function isCertificateArn(text: string): boolean {
  return FORM.test(text);
}

export function regionOfArn(certificateArn: string): string {
  return FORM.exec(certificateArn)?.[1] ?? '';
}

export type ArnsOfRegions = {
  existingCertificateArns?: readonly string[] | undefined;
  /** @default - not known, and not compared */
  regions?: readonly string[] | undefined;
  /** Of the stack. @default - not known, and not compared */
  account?: string | undefined;
};

/** What is wrong with them together; those of another form are left out. */
export function findArnFaults({ existingCertificateArns = [], regions, account }: ArnsOfRegions): string[] {
  const arns = existingCertificateArns.filter(isCertificateArn);
  return arns.flatMap((arn, index) => {
    const region = regionOfArn(arn);
    const [, , , , its = ''] = arn.split(':');
    return [
      ...(regions === undefined || regions.includes(region)
        ? []
        : [
            `${arn} is in ${region}, which is not among the regions (${regions.join(', ') || 'none'}): add it there`,
          ]),
      ...(arns.findIndex((other) => regionOfArn(other) === region) === index
        ? []
        : [`there are two ARNs of ${region}: give one a region`]),
      ...(account === undefined || account === its
        ? []
        : [
            `${arn} is of the account ${its}, not of this stack's, ${account}: ACM imports within one account`,
          ]),
    ];
  });
}
