/**
 * `npm run bench -- --distribution`: how long issuances take from request to verified, at lags of every length: first without
 * faults, then with some. What the page means: docs/benchmarks.md.
 */
import { CA_LATENCY_MS } from './distribution-faults.ts';
import { distributionPage } from './distribution-page.ts';
import { runDistribution } from './distribution-runs.ts';
import { API_LATENCY_MS } from './distribution-world.ts';
import { LAGS } from './lag-distribution.ts';

export type DistributionArguments = { count: number; seed: number; lanes: number; validation: number };

const SHARES = [0, 0.05];

export async function measureDistribution(
  options: DistributionArguments,
  progress: (line: string) => void,
): Promise<string[]> {
  const forms = [];
  for (const share of SHARES) forms.push(await runDistribution({ ...options, share, progress }));
  return [
    `DISTRIBUTION  lags log-normal, median ${LAGS.medianMs / 1000} s, sigma ${LAGS.sigma}, ${LAGS.mostMs / 1000} s at most, ` +
      `seed ${options.seed}; ${options.lanes} at once`,
    `${API_LATENCY_MS} ms DNScale latency, ${CA_LATENCY_MS} ms CA latency, ` +
      (options.validation > 1
        ? `a validation takes 0 to ${options.validation - 1} s`
        : 'the CA validates at once'),
    '',
    ...distributionPage(forms),
  ];
}
