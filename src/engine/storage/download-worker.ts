/** The worker of one download: only a worker may write to the private file system in place. */
import { errorFields } from '../../model/error.ts';
import { downloadModel } from './download.ts';
import type { DownloadCommand, DownloadReport } from './protocol.ts';

const stop = new AbortController();
const post = (report: DownloadReport) => self.postMessage(report);

self.onmessage = ({ data: command }: MessageEvent<DownloadCommand>) => {
  if (command.type === 'stop') return stop.abort();
  downloadModel(command.request, (progress) => post({ type: 'progress', progress }), stop.signal).then(
    (id) => post({ type: 'stored', id }),
    (thrown: unknown) => post({ type: 'failed', error: errorFields(thrown, 'worker-died') }),
  );
};
