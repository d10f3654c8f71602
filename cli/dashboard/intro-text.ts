/** What the terminal says while the page is served, in six lines. Pure. */

export type Intro = {
  demo?: true;
  /** @default - all of the region */
  renewer?: string;
  url: string;
  port: number;
  opened: 'opened' | 'by-hand' | 'over-ssh';
};

export function introText({ demo, renewer, url, port, opened }: Intro): string {
  const what = demo ? 'A recorded fleet, without AWS' : `The certificates of ${renewer ?? 'your renewers'}`;
  const how = {
    opened: 'It is in your browser.',
    'by-hand': 'Open the whole address in a browser.',
    'over-ssh': `From your own machine:  ssh -L ${port}:127.0.0.1:${port} <this host>`,
  };
  return `${what}, for this machine alone:\n\n  ${url}\n\n${how[opened]}\nCtrl-C ends it.`;
}
