namespace Shop.Contracts;

/// <summary>What somebody bought.</summary>
/// <param name="Number">Unique in the shop.</param>
/// <param name="Article">The name of the article.</param>
/// <param name="Price">For all pieces together, in the shop's currency.</param>
public sealed record Order(int Number, string Article, decimal Price);
