/** Pages about what was made in a project. */
export { readReportProject } from './project-report.ts';
export { reportMethods } from './report-methods.ts';
