/** Charts of how well a model does, one by one and side by side on a sheet. */
export { drawPicked, type ChartFrame, type ChartPoint } from './chart.ts';
export { layOutCharts } from './chart-sheet.ts';
export { reportCharts, type ChartedMeasures, type NamedChart } from './report-charts.ts';
