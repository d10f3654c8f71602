/**
 * One CloudWatch alarm on a count, as the template has it, on whatever clock the caller keeps. It does what the user guide says of
 * "Alarm evaluation" and "How alarm state is evaluated when data is missing", and no emulator does: every minute, over windows that
 * slide; and of an evaluation range that is longer than the evaluation periods, so that a real point from farther back outweighs
 * missing ones, whatever `TreatMissingData` says.
 */

export type AlarmProperties = {
  AlarmName: string;
  Threshold: number;
  EvaluationPeriods: number;
  ComparisonOperator: string;
  TreatMissingData: string;
  AlarmActions?: unknown[];
  OKActions?: unknown[];
  /** In seconds. */
  Period: number;
  Statistic: string;
};

export type AlarmMessage = { at: Date; state: 'ALARM' | 'OK' };

export type MetricAlarm = {
  /** Something was counted, once. */
  count(at: Date): void;
  /** To be called every minute. */
  evaluate(at: Date): void;
  /** What its actions have published. */
  readonly messages: readonly AlarmMessage[];
};

/** The guide's example: of three evaluation periods, five points are retrieved. */
const EXTRA_PERIODS = 2;

export function createMetricAlarm(properties: AlarmProperties): MetricAlarm {
  const { EvaluationPeriods: evaluated, Threshold: threshold } = properties;
  expectKnown(properties);
  const periodMs = properties.Period * 1_000;
  const retrieved = evaluated + EXTRA_PERIODS;
  const messages: AlarmMessage[] = [];
  let counted: number[] = [];
  let state: AlarmMessage['state'] = 'OK';

  /** The newest first; undefined where nothing was counted. */
  function pointsAt(nowMs: number): (number | undefined)[] {
    const points = Array.from({ length: retrieved }, (): number | undefined => undefined);
    for (const at of counted) {
      const back = Math.floor((nowMs - at) / periodMs);
      points[back] = (points[back] ?? 0) + 1;
    }
    return points;
  }

  return {
    messages,
    count: (at) => void counted.push(at.getTime()),
    evaluate(at) {
      const nowMs = at.getTime();
      counted = counted.filter((time) => time > nowMs - retrieved * periodMs);
      const points = pointsAt(nowMs);
      const real = points.filter((point) => point !== undefined);
      // Where enough are real, nothing is asked of what is missing.
      const judged = real.length >= evaluated ? real : points;
      const isBreaching = judged.slice(0, evaluated).every((point = 0) => point < threshold);
      const next = isBreaching ? 'ALARM' : 'OK';
      if (next === state) return;
      state = next;
      const actions = next === 'ALARM' ? properties.AlarmActions : properties.OKActions;
      if (actions && actions.length > 0) messages.push({ at, state: next });
    },
  };
}

function expectKnown({ AlarmName, ComparisonOperator, TreatMissingData, Statistic }: AlarmProperties): void {
  const isKnown =
    Statistic === 'Sum' && ComparisonOperator === 'LessThanThreshold' && TreatMissingData === 'breaching';
  if (!isKnown) throw new Error(`The model of alarms knows no such alarm as ${AlarmName}`);
}
