/** Who is told what happened to a certificate, beside the log. */
import type { Notice } from '../notify/notice.ts';
import type { Deadline } from './time.ts';

export interface NoticeSink {
  /** One try. It may throw: the run passes over that, since its own work is done and reported. */
  announce(notice: Notice, deadline: Deadline): Promise<void>;
}
