/** The advice as a screen: the verdict first, the next command last. Pure. */
import { commandLines, type Page, wrapped } from '../page.ts';
import { type Advice, PRICES, wordsOf } from './advice.ts';
import { needsFiles, USES } from './uses.ts';

/** Beyond that, lines are hard to read. */
const WIDEST = 80;
/** Of the words before a paragraph. */
const MARGIN = 9;

const VERDICTS = {
  'acm-free': 'ACM’s own free certificate does this: you do not need dnscale-certs.',
  'dnscale-certs': 'ACM’s own free certificate does not do this: dnscale-certs does.',
} as const;

export function adviceText(advice: Advice, { columns, cutsNames: isTerminal, paint }: Page): string {
  const width = isTerminal ? Math.min(columns, WIDEST) : Number.POSITIVE_INFINITY;
  const { verdict, domainNames, uses, why } = advice;
  const rows: Row[] = [
    ['Names', domainNames.join(', ')],
    ['For', wordsOf(uses)],
    ['Why', why],
    ...(verdict === 'acm-free' ? acmRows(advice) : ourRows(advice)),
  ];
  return [
    paint('bold', VERDICTS[verdict]),
    '',
    ...rows.map(([label, text]) => paragraph(label, text, width)),
    '',
    ...costLines(advice),
    '',
    ...commandLines('Next:  ', advice.next, width),
    '',
  ].join('\n');
}

type Row = [label: string, text: string];

function acmRows({ cnameNames, needsMoreNames, uses, domainNames }: Advice): Row[] {
  const regions = uses.includes('cloudfront')
    ? uses.length > 1
      ? 'Request it in us-east-1 for CloudFront, and once more in the region of the others.'
      : 'Request it in us-east-1, where CloudFront takes it from.'
    : 'Request it in the region where it is used.';
  const [one] = cnameNames;
  const records =
    cnameNames.length === 1
      ? `a CNAME record below ${one}. Put it into the zone at DNScale and leave it there: ACM renews while it stands`
      : `${cnameNames.length} CNAME records, one for each name (a wildcard has its parent’s). Put them into the zone at DNScale and leave them there: ACM renews while they stand`;
  return [
    ...(needsMoreNames
      ? ([
          [
            'First',
            `Have Service Quotas raise ACM’s domain names per certificate: ${domainNames.length} are more than the usual 10; 100 is the most.`,
          ],
        ] satisfies Row[])
      : []),
    ['Do', regions],
    ['', `ACM’s describe-certificate then shows ${records} and something uses the certificate.`],
    ['', 'If the domain has CAA records, one must let in amazon.com.'],
  ];
}

function ourRows({ uses }: Advice): Row[] {
  const hasFiles = uses.some(needsFiles);
  const isMixed = uses.some((use) => USES[use].isOfAcm);
  // Both would be of another CA, or live as long as ACM's.
  const hasOther = uses.every((use) => USES[use].isOfAcm || needsFiles(use));
  const fetching = hasFiles ? ', and where the files go, something that takes each new one from S3' : '';
  const single = 'On a single server, certbot or lego with DNScale is enough, and free.';
  const split = 'ACM’s free certificate for what takes it, and dnscale-certs for the rest only.';
  return [
    [
      'Gives',
      'Let’s Encrypt’s certificate (or another CA’s) as files in S3 and in ACM, on an ARN that never changes. It renews by itself; a mail comes when somebody is needed.',
    ],
    ['Needs', `A stack in your AWS account, a DNScale token in Secrets Manager${fetching}.`],
    ...(hasOther ? [['Or', isMixed ? split : single] satisfies Row] : []),
  ];
}

function costLines({ verdict, exportableFits, exportableUsd }: Advice): string[] {
  const rows = [
    ['ACM, free', verdict === 'acm-free' ? 'nothing' : NOT_FIT],
    ['ACM, exportable', exportableFits ? `$${exportableUsd} each time, two or three times a year` : NOT_FIT],
    ['dnscale-certs', `about $${PRICES.monthUsd} a month for all certificates together`],
  ] as const;
  return [
    `  COSTS${' '.repeat(12)}prices of ${PRICES.asOf}`,
    ...rows.map(([offer, cost]) => `  ${offer.padEnd(15)}  ${cost}`),
  ];
}

const NOT_FIT = 'does not do this';

function paragraph(label: string, text: string, width: number): string {
  const lines = wrapped(text, width, ' '.repeat(MARGIN));
  return `  ${label.padEnd(MARGIN - 2)}${lines.slice(MARGIN)}`;
}
