import { createContext } from 'preact';
import type { AnswerText } from './answerText.ts';

/** The answer that a piece of it, such as a code block, is part of. */
export const AnswerContext = createContext<AnswerText | null>(null);
