"""A list that is searched: what is typed is posted, so that no name stands in an address; its hashes do."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django_filters.views import FilterView

from livelihoods.errors import LivelihoodError
from livelihoods.searching import read_query
from office.requests import SignedInRequest


class SearchedList(FilterView):
    """A FilterSet with a hidden `found`, and whatever else `wanted` answers by the names of its filters."""

    request: SignedInRequest
    searched_by: tuple[str, ...] = ("found",)
    typed, hint = "", ""

    @property
    def sees_names(self) -> bool:
        return self.request.user.has_perm("livelihoods.see_names")

    @property
    def is_search(self) -> bool:
        return any(self.request.GET.get(name) for name in self.searched_by)

    def wanted(self, typed: str) -> dict[str, str]:
        """What was typed, for the address. Raises LivelihoodError where it is too short."""
        return {"found": str(read_query(typed, by_name=self.sees_names))}

    def post(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.typed = request.POST.get("q", "").strip()
        query = request.GET.copy()
        for name in (*self.searched_by, "page"):
            query.pop(name, None)
        if self.typed:
            try:
                query.update(self.wanted(self.typed))
            except LivelihoodError as refused:
                self.hint = str(refused)
                return self.get(request, *args, **kwargs)
        return HttpResponseRedirect(f"{request.path}?{query.urlencode()}".rstrip("?"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        query = self.request.GET.urlencode()
        return super().get_context_data(**kwargs) | {
            "typed": self.typed,
            "hint": self.hint,
            "query": query,
            "is_search": self.is_search,
            "search_action": f"{self.request.path}?{query}",
        }
