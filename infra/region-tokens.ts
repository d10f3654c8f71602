/**
 * Regions that synth does not know. The names of a certificate's attributes follow from its regions, so only the stack's own may be
 * unknown: it has an attribute of its own.
 */
import { Aws, Token } from 'aws-cdk-lib';
import { unknownAtSynth } from './take-props.ts';

/** Whether this is how CloudFormation, or CDK, says "the region of this stack". */
export function isOwnRegion(region: string, ownRegion: string): boolean {
  return region === ownRegion || region === Aws.REGION;
}

/** What passes the check of regions in their places, and a fault for each that nobody may leave open. */
export function standInForRegions(
  regions: string[],
  ownRegion: string,
): { given: string[]; faults: string[] } {
  if (Token.isUnresolved(regions)) return { given: ['own-region-1'], faults: [unknownAtSynth(['regions'])] };
  const isForeign = (region: string) => Token.isUnresolved(region) && !isOwnRegion(region, ownRegion);
  return {
    given: regions.map((region, index) => {
      if (!Token.isUnresolved(region)) return region;
      return isForeign(region) ? `open-region-${index % 100}` : 'own-region-1';
    }),
    faults: regions.flatMap((region, index) => (isForeign(region) ? [unknownRegion(index)] : [])),
  };
}

function unknownRegion(index: number): string {
  return `${unknownAtSynth(['regions', index])}, such as eu-central-1. The region of another stack is one when that stack has an env with its region`;
}
