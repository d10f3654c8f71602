/** Tells the demo's story in the terminal: steps with the time each took, and what was seen in between. */
import { styleText } from 'node:util';

export type Narrator = {
  /** Runs one step of the story; its title stays on screen, with the seconds it took when it is done. */
  step<T>(title: string, work: () => Promise<T>): Promise<T>;
  /** A line about what just happened. */
  say(line: string): void;
  /** A line of a tool at work, shown faintly. */
  murmur(line: string): void;
  heading(text: string): void;
  /** Lines without anything before them. */
  plain(lines: readonly string[]): void;
  /** A table of what each step cost. */
  times(): void;
};

export function createNarrator(write: (line: string) => void = (line) => console.log(line)): Narrator {
  const startedMs = performance.now();
  const taken: { title: string; ms: number }[] = [];
  const stamp = () => styleText('gray', `${seconds(performance.now() - startedMs).padStart(7)} │`);
  return {
    step: async (title, work) => {
      const beganMs = performance.now();
      write(`${stamp()} ${styleText('bold', `▸ ${title}`)}`);
      const result = await work();
      const ms = performance.now() - beganMs;
      taken.push({ title, ms });
      write(`${stamp()} ${styleText('green', `✓ done in ${seconds(ms)}`)}`);
      return result;
    },
    say: (line) => write(`${stamp()}   ${line}`),
    murmur: (line) => write(`${stamp()}   ${styleText('gray', line)}`),
    heading: (text) => write(`\n${styleText(['bold', 'cyan'], text)}`),
    plain: (lines) => write(lines.join('\n')),
    times: () => {
      write('\nHow long each step took');
      for (const { title, ms } of taken) write(`${seconds(ms).padStart(8)}  ${title}`);
      write(`${seconds(performance.now() - startedMs).padStart(8)}  in all`);
    },
  };
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
