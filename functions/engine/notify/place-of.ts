/** Where a deployed renewer is, with the links that its notices end with. Pure. */
import { DOCS_URL } from '../config/docs-url.ts';
import type { RenewerPlace } from './notice.ts';

export type DeployedFunction = {
  /** Region and name of the renewer: `eu-central-1/DnscaleCerts`. */
  renewer: string;
  account: string;
  /** Whose log has what is told: `renew`. */
  functionName: string;
};

export function placeOf({ renewer, account, functionName }: DeployedFunction): RenewerPlace {
  const [region = '', renewerName = ''] = renewer.split('/');
  const logGroup = `/aws/lambda/${renewerName}-${functionName}`;
  return {
    renewerName,
    region,
    account,
    // It has a heading for each code.
    runbookUrl: `${DOCS_URL}/errors.md`,
    logUrl: `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#logsV2:log-groups/log-group/${inFragment(logGroup)}`,
  };
}

/** The console decodes its fragment twice. */
function inFragment(logGroup: string): string {
  return encodeURIComponent(logGroup).replaceAll('%', '$25');
}
