/** ECharts' defaults in our colours and letters; an option may say otherwise. */
import type { Theme } from "../../bridge";

export function themeOf(element: Element, theme: Theme): object {
  const style = getComputedStyle(element);
  const get = (name: string) => style.getPropertyValue(name).trim();
  const [ink, quiet, faint, line, strong] = ["--ink", "--ink-2", "--ink-3", "--line", "--line-strong"].map(get);
  const raised = get("--raised");
  const text = { color: quiet };
  const axis = {
    axisLine: { lineStyle: { color: strong } },
    axisTick: { lineStyle: { color: strong } },
    axisLabel: { color: faint, fontSize: 11 },
    nameTextStyle: { color: faint },
    splitLine: { lineStyle: { color: [line] } },
    splitArea: { areaStyle: { color: ["transparent", get("--sunken")] } },
    minorSplitLine: { lineStyle: { color: line } },
  };
  return {
    darkMode: theme === "dark",
    color: [1, 2, 3, 4, 5, 6].map((number) => get(`--c${number}`)),
    backgroundColor: "transparent",
    animation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    animationDuration: 220,
    animationDurationUpdate: 120, // what moves longer than it stays is never seen at rest
    textStyle: { fontFamily: get("--font") || "sans-serif", fontSize: 12, color: ink },
    title: { textStyle: { color: ink, fontSize: 13, fontWeight: 600 }, subtextStyle: text },
    legend: {
      textStyle: text,
      inactiveColor: strong,
      pageTextStyle: text,
      pageIconColor: quiet,
      icon: "roundRect",
      itemWidth: 10,
      itemHeight: 10,
      bottom: 0,
    },
    tooltip: {
      renderMode: "richText",
      backgroundColor: raised,
      borderColor: strong,
      textStyle: { color: ink, fontSize: 12 },
      axisPointer: { lineStyle: { color: faint }, crossStyle: { color: faint } },
    },
    grid: { left: 8, right: 16, top: 36, bottom: 36, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    toolbox: { iconStyle: { borderColor: quiet } },
    axisPointer: { label: { backgroundColor: get("--ink-2"), color: raised } },
    categoryAxis: { ...axis, splitLine: { show: false } },
    valueAxis: axis,
    timeAxis: { ...axis, splitLine: { show: false } },
    logAxis: axis,
    radar: {
      axisName: text,
      splitLine: { lineStyle: { color: line } },
      axisLine: { lineStyle: { color: line } },
      splitArea: { show: false },
    },
    visualMap: { textStyle: text },
    timeline: { label: { color: faint }, lineStyle: { color: strong } },
    calendar: {
      dayLabel: text,
      monthLabel: text,
      yearLabel: text,
      splitLine: { lineStyle: { color: strong } },
      itemStyle: { color: "transparent", borderColor: line },
    },
    candlestick: {
      itemStyle: { color: get("--up"), color0: get("--down"), borderColor: get("--up"), borderColor0: get("--down") },
    },
    gauge: { title: text, detail: { color: ink }, axisLabel: { color: faint } },
    pie: { label: { color: ink } },
    graph: { label: { color: ink }, lineStyle: { color: strong } },
  };
}
