
{
  const entries = [...document.querySelectorAll("article")];
  const count = document.getElementById("count");
  filterBy(document.getElementById("filter"), entries, (left) => {
    count.textContent = `${left} of ${entries.length}`;
  });
}
