/** What went wrong and what to do, as the workbench words it. */
export function faultText(error: unknown): { message: string; advice: string } {
  if (error instanceof Error) {
    const advice = 'advice' in error && typeof error.advice === 'string' ? error.advice : '';
    return { message: error.message, advice };
  }
  return { message: typeof error === 'string' ? error : 'No reason was given.', advice: '' };
}

/** The code of a fault of the workbench; undefined of any other. */
export function faultCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
