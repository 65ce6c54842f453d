// A new part of a form begins at its top, wherever the one before was left.
export default function () {
  document.querySelector(".stMain")?.scrollTo(0, 0);
}
