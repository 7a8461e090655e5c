import { LlamaLogLevel, type LlamaOptions } from 'node-llama-cpp';
import type { LoadRequest } from '../protocol/workerApi.ts';

/**
 * Every option of `getLlama` that matters is said here, since defaults follow `NODE_LLAMA_CPP_*` variables of the environment
 * and may download or compile. `maxThreads` 0 leaves the number to each context, which always names one.
 */
export function llamaOptions(
  request: Pick<LoadRequest, 'gpu'>,
  onLog: (level: string, line: string) => void,
): LlamaOptions {
  return {
    gpu: request.gpu === 'off' ? false : 'auto',
    build: 'never',
    skipDownload: true,
    usePrebuiltBinaries: true,
    progressLogs: false,
    logLevel: LlamaLogLevel.warn,
    logger: onLog,
    maxThreads: 0,
    debug: false,
    dryRun: false,
  };
}
